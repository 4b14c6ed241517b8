"""The meetings of a body, from plan to approved minutes: each step a command of the clerk."""
