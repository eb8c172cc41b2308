"""Attribute families, in the order in which they win. A new one is one file here and one line below."""

from volano_server.telemetry.domain.families import Family
from volano_server.telemetry.plugins import gen_ai, openinference, volano

FAMILIES: tuple[Family, ...] = (volano.FAMILY, openinference.FAMILY, gen_ai.FAMILY)
