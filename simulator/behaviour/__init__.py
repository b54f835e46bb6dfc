"""What happens physically at a station, and what it then tells: cables, tokens, EVs, meters and time.

`Behaviour` is sans-I/O: its verbs return the calls that a real station would send. `Live` sends them.
"""

from plugfest.simulator.behaviour.behaviour import Behaviour
from plugfest.simulator.behaviour.live import Live
from plugfest.simulator.behaviour.place import Place

__all__ = ["Behaviour", "Live", "Place"]
