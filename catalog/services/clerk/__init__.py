"""The clerk's desk in the application: what a sitting shows, which steps are possible, their forms."""
