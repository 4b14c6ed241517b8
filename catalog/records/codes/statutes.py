"""The laws and rules that the codes of meetings cite most."""

from __future__ import annotations

from typing import Final

TWO_THIRDS: Final = "Educ. Code 10865(a)(5)"
ADVISES: Final = "Educ. Code 10865(b)"
SEATS: Final = "Educ. Code 10864(a)"
NOTICE: Final = "Gov. Code 11125(a)"
AGENDA: Final = "Gov. Code 11125(b)"
LATE: Final = "Gov. Code 11125.3"
CLOSED: Final = "Gov. Code 11126.3(a)"
WRITINGS: Final = "Gov. Code 11125.1(a)"
COMMENT: Final = "Gov. Code 11125.7(a)"
COMMENT_LIMITS: Final = "Gov. Code 11125.7(b), (c)"
IN_SESSION: Final = "Gov. Code 11122.5(b)"
PUBLIC_VOTES: Final = "Gov. Code 11123(c)"
CONFLICT: Final = "2 CCR 18707(a)(3)"
RECONSIDER: Final = "Robert's Rules sec. 36"
ROBERT: Final = "Robert's Rules"
FINAL: Final = "Records contract, section 7"
SEPARATE_HANDS: Final = "Separation of duty, a rule of this catalog"
