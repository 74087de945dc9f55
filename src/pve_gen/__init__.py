"""`pve`: the information-security and privacy part of a SaaS tender, from catalogue to contract."""

__version__ = "0.1.0"
