"""The decree in code: Instances bassin EFE, operators, pôles de synergies, and the rules that bind them."""
