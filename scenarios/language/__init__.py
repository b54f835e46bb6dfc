"""The API in which scenarios are written: speakers, matchers, decorators, reusable states."""

from plugfest.scenarios.certificates.pki import EXPIRED_CERTIFICATE, OTHER_STATION, UNKNOWN_CA
from plugfest.scenarios.certificates.requests import A_CERTIFICATE, PEM_ONLY, made_from, named, strong_enough, valid_now
from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.context.stops import Stop, broken_upgrade, unanswered
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
from plugfest.scenarios.language.certificates import STATION, Certificates, Entry, Root
from plugfest.scenarios.language.contracts import AskableChain, good_answer
from plugfest.scenarios.language.csms import Csms
from plugfest.scenarios.language.exchanges import Answer, CsmsCall
from plugfest.scenarios.language.operator import OperatorSpeaker
from plugfest.scenarios.language.optional import MaySend
from plugfest.scenarios.language.refusals import CLOSE, CUT, HTTP, HTTP_4XX, TLS, UNAUTHORIZED
from plugfest.scenarios.language.states import StateSteps, state
from plugfest.scenarios.language.station import StationSpeaker
from plugfest.scenarios.language.tls import Tls
from plugfest.scenarios.language.tokens import Tokens, same_token
from plugfest.scenarios.language.variables import named_once, whole_key
from plugfest.scenarios.language.variables import only as only_variables
from plugfest.scenarios.matching.comparison import matches
from plugfest.scenarios.matching.compounds import all_of, depending, every, first
from plugfest.scenarios.matching.csms_clock import csms_now
from plugfest.scenarios.matching.equality import MISSING, as_datetime, is_number
from plugfest.scenarios.matching.matchers import (
    ABSENT,
    ANY,
    Matcher,
    Weighed,
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
)
from plugfest.simulator.connection.tls import SUITES as CIPHER_SUITES
from plugfest.simulator.connection.tls_probe import OLD_VERSIONS
from plugfest.simulator.device.certificate_checks import HashAlgorithm
from plugfest.simulator.device.clock import rfc3339
from plugfest.simulator.device.logs import compose_log
from plugfest.simulator.device.messages import Call
from plugfest.simulator.device.meter import ENERGY
from plugfest.simulator.device.monitors import Monitor as StationMonitor
from plugfest.simulator.device.monitors import Origin

__all__ = [
    "ABSENT",
    "ANY",
    "A_CERTIFICATE",
    "CIPHER_SUITES",
    "CLOSE",
    "CONNECTED",
    "CUT",
    "DISCONNECTED",
    "ENERGY",
    "EXPIRED_CERTIFICATE",
    "HTTP",
    "HTTP_4XX",
    "MISSING",
    "OLD_VERSIONS",
    "OTHER_STATION",
    "PEM_ONLY",
    "STATION",
    "TLS",
    "UNAUTHORIZED",
    "UNKNOWN_CA",
    "Answer",
    "AskableChain",
    "Call",
    "Certificates",
    "Configured",
    "Csms",
    "CsmsCall",
    "Entry",
    "HashAlgorithm",
    "Matcher",
    "MaySend",
    "OperatorSpeaker",
    "Origin",
    "Root",
    "StateSteps",
    "StationMonitor",
    "StationSpeaker",
    "Stop",
    "Tls",
    "Tokens",
    "Weighed",
    "a_csms_may_refuse",
    "above",
    "absent_or",
    "advised",
    "after",
    "all_of",
    "as_datetime",
    "at_least",
    "at_most",
    "begins",
    "beyond",
    "broken_upgrade",
    "compose_log",
    "csms_now",
    "depending",
    "disposable_station",
    "duration",
    "each",
    "equals",
    "every",
    "exactly",
    "first",
    "from_now",
    "good_answer",
    "is_number",
    "made_from",
    "matches",
    "named",
    "named_once",
    "near",
    "not_accepted_at_first",
    "one_of",
    "only_variables",
    "other_than",
    "rfc3339",
    "same_token",
    "security_profiles",
    "state",
    "station_with",
    "strong_enough",
    "that",
    "unanswered",
    "valid_now",
    "whole_key",
]
