"""Composes the OCPP request of every intent, for the CSMSs whose API takes whole payloads."""

from plugfest.scenarios.operators.composer.composer import Composer

__all__ = ["Composer"]
