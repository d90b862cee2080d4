"""Things that answer requests. A lazy table leads to them; nothing here imports an SDK or an engine."""

from briefkit.models.choice import BASELINES, Choice, choose_model
from briefkit.models.interface import Capabilities, Model
from briefkit.models.scripted import ScriptedModel

__all__ = ["BASELINES", "Capabilities", "Choice", "Model", "ScriptedModel", "choose_model"]
