"""Accounts: from the invitation to the last session, each step in the audit trail."""
