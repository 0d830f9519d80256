"""A replica is the same database at another address, for the same users."""

import pytest
from psycopg.conninfo import conninfo_to_dict

from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.errors import AddressInvalid, ReplicaAddressRefused

PRIMARY = Database(
    "postgresql://efe:secret@one,two:5433,5434/register?target_session_attrs=read-write&sslmode=verify-full",
    {DatabaseRole.READ: "postgresql://reader:other@one,two:5433,5434/register?target_session_attrs=read-write"},
)


def test_it_has_the_users_and_the_encryption_of_the_primary_and_nothing_of_where_that_is() -> None:
    replica = PRIMARY.at("postgresql://three")

    assert conninfo_to_dict(replica.admin) == {
        "user": "efe",
        "password": "secret",
        "dbname": "register",
        "sslmode": "verify-full",
        "host": "three",
    }
    read = conninfo_to_dict(replica.conninfo(DatabaseRole.READ))
    assert (read["user"], read["host"], read["options"]) == ("reader", "three", "-c role=efe_read")
    assert "port" not in read


def test_what_the_address_says_itself_goes_before() -> None:
    found = conninfo_to_dict(PRIMARY.at("postgres://three:6000/copy?sslmode=require").admin)

    assert (found["port"], found["dbname"], found["sslmode"]) == ("6000", "copy", "require")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://reader@three",
        "postgresql://three?password=x",
        "host=three",
        "postgresql://three?options=-crole%3Dx",
    ],
)
def test_an_address_that_names_a_user_is_refused(address: str) -> None:
    with pytest.raises(ReplicaAddressRefused) as refused:
        PRIMARY.at(address)

    assert "reader" not in str(refused.value)


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(AddressInvalid):
        PRIMARY.at("postgresql://three?nothing=x")
