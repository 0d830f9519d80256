"""Addresses of what the demonstration shows to everybody."""

from efe_infra.samples.demo.poles import POLES
from efe_infra.samples.demo.projects import PROJECTS

A_POLE = f"/poles/{POLES[0].id}"
A_PROJECT = f"/projets/{PROJECTS[0].id}"
