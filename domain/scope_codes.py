"""The codes of what an act can belong to: a municipality, a county, a joint arrangement."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from domain.values import Closed

# Four digits are Statistics Sweden's; a municipality that was invented has a code that is none of theirs.
INVENTED_CODE = r"X[0-9]{5}"
SCB_CODE = rf"^([0-9]{{4}}|{INVENTED_CODE})$"
ScbCode = Annotated[str, StringConstraints(pattern=SCB_CODE), Closed("scb-code")]
COUNTY_CODE = r"^[0-9]{2}$"
CountyCode = Annotated[str, StringConstraints(pattern=COUNTY_CODE), Closed("county-code")]
# A random id: members join and leave, and a name of theirs would not last.
JOINT_ID = r"^j-[0-9a-f]{32}$"
