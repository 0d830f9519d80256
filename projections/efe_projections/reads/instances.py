"""The ten Instances."""

from efe_projections.instance import InstanceRow
from efe_projections.reads.listing import Listing

INSTANCES = Listing(row=InstanceRow, order=("bassin",))
