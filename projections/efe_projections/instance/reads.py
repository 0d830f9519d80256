"""The ten Instances."""

from efe_projections.engine.listing import Listing
from efe_projections.instance.rows import InstanceRow

INSTANCES = Listing(row=InstanceRow, order=("bassin",))
