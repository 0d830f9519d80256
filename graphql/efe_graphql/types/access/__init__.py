"""Roles of accounts, the rights that they give, and the access journal of auditors."""
