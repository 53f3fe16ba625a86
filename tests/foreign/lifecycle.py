"""A client that nobody here wrote, scim2-client, leads users and a group through their lives."""

from scim2_client import Me
from scim2_models import (
    BulkOperation,
    BulkRequest,
    EnterpriseUser,
    Error,
    PatchOp,
    PatchOperation,
    SearchRequest,
    User,
)

from service import served


def main() -> None:
    with served() as client:
        client.discover()
        user_type = client.get_resource_model("User")
        group_type = client.get_resource_model("Group")
        assert user_type is not None and group_type is not None
        assert client.provider.config.patch.supported

        # Created, with an id, a location and a version, and without its password.
        enterprise = EnterpriseUser.__schema__
        mail = {"value": "mira@shop.example", "type": "work", "primary": True}
        sent = user_type.model_validate(
            {
                "schemas": [User.__schema__, enterprise],
                "userName": "mira",
                "password": "tell-nobody",
                "title": "Buyer",
                "emails": [mail],
                enterprise: {"department": "Purchasing"},
            }
        )
        mira = client.create(sent)
        assert mira.id and mira.meta.version and mira.meta.location.endswith(f"/Users/{mira.id}")
        assert mira.password is None and mira[EnterpriseUser].department == "Purchasing"

        # The name is taken, whatever its case.
        refused = client.create(user_type(user_name="MIRA"), raise_scim_errors=False)
        assert isinstance(refused, Error)
        assert (refused.status, refused.scim_type) == (409, "uniqueness")

        # Found by its name, its e-mail and its department.
        for text in [
            'userName eq "Mira"',
            'emails[type eq "work" and value co "shop"]',
            f'{EnterpriseUser.__schema__}:department sw "purch" and title pr',
        ]:
            found = client.query(user_type, query_parameters=SearchRequest(filter=text))
            assert [user.id for user in found.resources] == [mira.id], text
            found = client.search(user_type, SearchRequest(filter=text, attributes=["userName"]))
            assert found.total_results == 1 and found.resources[0].title is None

        # Replaced, under its version; another version is no longer there.
        mira.title = "Lead buyer"
        replaced = client.replace(mira)
        assert replaced.title == "Lead buyer" and replaced.meta.version != mira.meta.version
        assert replaced.meta.created == mira.meta.created

        # Changed in a part.
        changes = PatchOp[user_type](
            operations=[
                PatchOperation(op="replace", path="active", value=False),
                PatchOperation(op="add", path="nickName", value="Mimi"),
                PatchOperation(op="remove", path="title"),
            ]
        )
        client.modify(user_type, mira.id, changes)
        mira = client.query(user_type, mira.id)
        assert (mira.active, mira.nick_name, mira.title) == (False, "Mimi", None)

        # A group, and what its members say of it.
        group = client.create(
            group_type.model_validate(
                {"displayName": "Buyers", "members": [{"value": mira.id, "type": "User"}]}
            )
        )
        assert group.members[0].value == mira.id
        mira = client.query(user_type, mira.id)
        assert [(of.value, of.display) for of in mira.groups] == [(group.id, "Buyers")]

        # Many at once, with references forward and back.
        either = user_type | group_type
        answer = client.bulk(
            BulkRequest[either](
                operations=[
                    BulkOperation[group_type](
                        method="POST",
                        path="/Groups",
                        bulk_id="g",
                        data=group_type.model_validate(
                            {"displayName": "Sellers", "members": [{"value": "bulkId:u"}]}
                        ),
                    ),
                    BulkOperation[user_type](
                        method="POST", path="/Users", bulk_id="u", data=user_type(user_name="otto")
                    ),
                ]
            )
        )
        assert [operation.status for operation in answer.operations] == [201, 201]
        otto = client.query(user_type, query_parameters=SearchRequest(filter='userName eq "otto"'))
        assert [of.display for of in otto.resources[0].groups] == ["Sellers"]

        # Page by page, sorted.
        names = []
        for start in (1, 2):
            page = client.query(
                user_type,
                query_parameters=SearchRequest(start_index=start, count=1, sort_by="userName"),
            )
            assert page.total_results == 2
            names += [user.user_name for user in page.resources]
        assert names == ["mira", "otto"]

        # Deleted; the group has lost it, and nobody finds it.
        client.delete(user_type, mira.id)
        gone = client.query(user_type, mira.id, raise_scim_errors=False)
        assert isinstance(gone, Error) and gone.status == 404
        assert not client.query(group_type, group.id).members
        assert client.query(user_type).total_results == 1

        # Whoever has no token, and nobody in particular.
        me = client.query(Me, raise_scim_errors=False)
        assert isinstance(me, Error) and me.status in (404, 501)
        client.client.headers.pop("Authorization")
        refused = client.query(user_type, raise_scim_errors=False)
        assert isinstance(refused, Error) and refused.status == 401
    print("scim2-client: the life cycle of users and groups")


if __name__ == "__main__":
    main()
