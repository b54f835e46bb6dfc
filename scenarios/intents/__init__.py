"""The intents: one small class per kind of order in Part 6's manual actions."""

from plugfest.scenarios.intents.base import Handle, IdToken, Intent, Variable
from plugfest.scenarios.intents.charging import (
    AskTransactionStatus,
    CancelReservation,
    ChangeAvailability,
    ClearCache,
    Reserve,
    StartTransaction,
    StopTransaction,
    Trigger,
    Unlock,
)
from plugfest.scenarios.intents.display import AskMessages, ClearMessage, ShowMessage
from plugfest.scenarios.intents.field import (
    AskCustomerInformation,
    AskMonitoringReport,
    ClearMonitors,
    FetchLog,
    Monitor,
    PublishFirmware,
    SetMonitoringBase,
    SetMonitoringLevel,
    SetMonitors,
    UnpublishFirmware,
    UpdateFirmware,
)
from plugfest.scenarios.intents.local_list import (
    AskLocalListVersion,
    EmptyLocalList,
    ExtendLocalList,
    RemoveFromLocalList,
    SendLocalList,
)
from plugfest.scenarios.intents.provisioning import (
    AskBaseReport,
    AskReport,
    OfferNetworkProfile,
    ReadVariables,
    Reset,
    Setting,
    WriteVariables,
)
from plugfest.scenarios.intents.security import (
    AskInstalledCertificates,
    ChangePassword,
    DeleteCertificate,
    InstallCertificate,
)
from plugfest.scenarios.intents.smart_charging import (
    AskChargingProfiles,
    AskCompositeSchedule,
    ClearLimit,
    ClearLimits,
    LimitCharging,
)

__all__ = [
    "AskBaseReport",
    "AskChargingProfiles",
    "AskCompositeSchedule",
    "AskCustomerInformation",
    "AskInstalledCertificates",
    "AskLocalListVersion",
    "AskMessages",
    "AskMonitoringReport",
    "AskReport",
    "AskTransactionStatus",
    "CancelReservation",
    "ChangeAvailability",
    "ChangePassword",
    "ClearCache",
    "ClearLimit",
    "ClearLimits",
    "ClearMessage",
    "ClearMonitors",
    "DeleteCertificate",
    "EmptyLocalList",
    "ExtendLocalList",
    "FetchLog",
    "Handle",
    "IdToken",
    "InstallCertificate",
    "Intent",
    "LimitCharging",
    "Monitor",
    "OfferNetworkProfile",
    "PublishFirmware",
    "ReadVariables",
    "RemoveFromLocalList",
    "Reserve",
    "Reset",
    "SendLocalList",
    "SetMonitoringBase",
    "SetMonitoringLevel",
    "SetMonitors",
    "Setting",
    "ShowMessage",
    "StartTransaction",
    "StopTransaction",
    "Trigger",
    "Unlock",
    "UnpublishFirmware",
    "UpdateFirmware",
    "Variable",
    "WriteVariables",
]

INTENTS: dict[str, type[Intent]] = {intent.__name__: intent for intent in Intent.__subclasses__()}
"""Every intent by its name."""
