"""Many articles through the provider's Batch API, in rounds of the same plans: half the price, within a day.

Everything that has to be remembered is in the store, so that a run can be left and picked up from another machine.
"""

from briefkit.provider_batch.filing import Caps
from briefkit.provider_batch.rounds import ProviderBatch, Waits

__all__ = ["Caps", "ProviderBatch", "Waits"]
