"""A charging station apart from its connection: pure and synchronous, requests in, replies out."""

from plugfest.simulator.device.clock import Clock
from plugfest.simulator.device.device import Device
from plugfest.simulator.device.messages import Call, Refusal, Reply
from plugfest.simulator.device.transaction import Transaction

__all__ = ["Call", "Clock", "Device", "Refusal", "Reply", "Transaction"]
