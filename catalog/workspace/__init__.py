"""Accounts, sessions, comments, subscriptions, drafts and the audit trail: a database that must be kept."""
