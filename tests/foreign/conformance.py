"""Every check of scim2-tester against `scimlens serve`: none may find an error."""

import sys
from collections import Counter

from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_models import Path
from scim2_tester import CheckResult, Status, check_server, get_all_available_tags

from service import served

BAD = {Status.ERROR, Status.CRITICAL}


def told(result: CheckResult) -> str:
    about = f" ({result.resource_type})" if result.resource_type else ""
    return f"{result.status.name} {result.title}{about}: {result.reason}"


def give_examples(client: SyncSCIMClient) -> None:
    """Makes the tester send countries where countries belong (RFC 7643 §4.1.2).

    It sends e-mail addresses and telephone numbers where they belong; of a country it can't know, as
    schemas don't tell, and would send a random text, which is refused for good reason.
    """
    client.discover()
    user = client.get_resource_model("User")
    assert user is not None
    country = Path[user]("addresses.country").resolve()
    country.target_model.model_fields[country.target_field_name].examples = ["CH", "NZ"]


def main() -> int:
    with served() as client:
        give_examples(client)
        results = check_server(client)
    count = Counter(result.status.name for result in results)
    tags = {tag for result in results for tag in result.tags}
    print(f"scim2-tester: {len(results)} checks: {dict(count)}")
    for result in results:
        if result.status in {Status.DEVIATION, *BAD}:
            print(told(result))
    # A server that doesn't even describe itself is checked for little; what is left out must show.
    left_out = set(get_all_available_tags()) - tags - {"crud"}
    if left_out or len(results) < 100 or count["SKIPPED"] > 0:
        print(f"Too little was checked; no check has the tags {sorted(left_out)}.")
        return 1
    return 1 if any(result.status in BAD for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
