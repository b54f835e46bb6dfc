"""Composes the OCPP request of every intent, for CSMSs whose API accepts complete payloads."""

from plugfest.scenarios.operators.composer.composer import Composer

__all__ = ["Composer"]
