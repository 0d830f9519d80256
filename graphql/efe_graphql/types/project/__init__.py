"""Projects: contents, dossier, verdicts of the Instances, invitations to carry one."""
