"""A charging station without its connection: synchronous and without I/O, requests in, replies out."""

from plugfest.simulator.device.clock import Clock
from plugfest.simulator.device.device import Device
from plugfest.simulator.device.messages import Call, Refusal, Reply
from plugfest.simulator.device.transaction import Transaction

__all__ = ["Call", "Clock", "Device", "Refusal", "Reply", "Transaction"]
