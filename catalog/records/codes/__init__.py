"""Every code a finding may have, with its severity, hint and law."""
