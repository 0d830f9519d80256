"""Lists of pôles, projects, decisions, opinions and Instances."""
