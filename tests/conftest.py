"""How thoroughly the properties are tried: ``make laws`` tries many more examples."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile(
    "laws", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=2_000, print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
