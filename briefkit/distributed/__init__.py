"""Many machines at once, by Ray Data: an archive in, Parquet out. It drives plans; briefs are their business."""

from briefkit.distributed.distribution import Distribution, Options, Stopped, brief_files

__all__ = ["Distribution", "Options", "Stopped", "brief_files"]
