"""The words that scenarios are written in: speakers, matchers, decorators, reusable states."""

from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.language.cases import (
    CONNECTED,
    DISCONNECTED,
    a_csms_may_refuse,
    begins,
    disposable_station,
    duration,
    each,
    not_accepted_at_first,
    security_profiles,
    station_with,
)
from plugfest.scenarios.language.certificates import Certificates
from plugfest.scenarios.language.csms import CLOSE, HTTP, TCP, TLS, Csms
from plugfest.scenarios.language.operator import OperatorSpeaker
from plugfest.scenarios.language.station import StationSpeaker
from plugfest.scenarios.language.tls import Tls
from plugfest.scenarios.language.tokens import Tokens
from plugfest.scenarios.matching.compounds import all_of, depending, every, first
from plugfest.scenarios.matching.matchers import (
    ABSENT,
    ANY,
    above,
    absent_or,
    advised,
    after,
    at_least,
    at_most,
    beyond,
    equals,
    exactly,
    from_now,
    near,
    one_of,
    other_than,
    that,
    without_case,
)

__all__ = [
    "ABSENT",
    "ANY",
    "CLOSE",
    "CONNECTED",
    "DISCONNECTED",
    "HTTP",
    "TCP",
    "TLS",
    "Certificates",
    "Configured",
    "Csms",
    "OperatorSpeaker",
    "StationSpeaker",
    "Tls",
    "Tokens",
    "a_csms_may_refuse",
    "above",
    "absent_or",
    "advised",
    "after",
    "all_of",
    "at_least",
    "at_most",
    "begins",
    "beyond",
    "depending",
    "disposable_station",
    "duration",
    "each",
    "equals",
    "every",
    "exactly",
    "first",
    "from_now",
    "near",
    "not_accepted_at_first",
    "one_of",
    "other_than",
    "security_profiles",
    "station_with",
    "that",
    "without_case",
]
