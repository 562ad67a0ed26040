"""What the user of a PostgreSQL ledger may not do with it, and the statement that lets them.

The server's own lists are asked, which everybody may read: nothing of the ledger is looked at, and
nothing is written. In a file, the file's own permissions say it all.
"""

from typing import Final, NamedTuple

from sqlmodel import Session

# The schema that is worked in; or the first of the path, where this user may look into none.
RIGHTS: Final = """
WITH place AS (
  SELECT n.oid, n.nspname AS name
  FROM unnest(string_to_array(current_setting('search_path'), ','))
    WITH ORDINALITY AS path (said, at)
  JOIN pg_namespace n
    ON n.nspname = CASE trim(said) WHEN '"$user"' THEN current_user ELSE trim(said, ' "') END
  ORDER BY n.nspname = current_schema() DESC NULLS LAST, at LIMIT 1
), held AS (
  SELECT c.oid, pg_get_userbyid(c.relowner) AS owner, pg_has_role(c.relowner, 'USAGE') AS mine
  FROM pg_class c JOIN place ON c.relnamespace = place.oid WHERE c.relkind = 'r'
), lacked AS (
  SELECT name, at, COUNT(*) AS tables FROM held
  CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) WITH ORDINALITY AS one (name, at)
  WHERE NOT has_table_privilege(held.oid, name) GROUP BY name, at
)
SELECT quote_ident(current_user), quote_ident(current_database()), quote_ident(name),
  has_schema_privilege(oid, 'USAGE'), has_schema_privilege(oid, 'CREATE'),
  has_database_privilege(current_database(), 'TEMPORARY'),
  (SELECT COUNT(*) FROM held),
  COALESCE((SELECT tables FROM lacked WHERE name = 'SELECT'), 0),
  COALESCE((SELECT string_agg(name, ', ' ORDER BY at) FROM lacked), ''),
  COALESCE((SELECT quote_ident(MIN(owner)) FROM held WHERE NOT mine), '')
FROM place
"""

CHANGING: Final = "INSERT, UPDATE, DELETE"  # what whoever only looks has none of


class Lack(NamedTuple):
    """What a user may not do, and what to do about it; `fine` where that is as it should be."""

    saw: str
    mend: str
    fine: bool = False

    def __str__(self) -> str:
        return f"{self.saw}: {self.mend}"


class _Rights(NamedTuple):
    user: str
    database: str
    schema: str
    looks: bool
    makes: bool
    makes_temporary: bool
    tables: int
    unread: int  # of these
    lacked: str  # on some of them: "INSERT, DELETE"
    owner: str  # of some of them, whose rights this user has not; empty for none

    def to_look(self) -> str:
        """The statements with which the user may read."""
        schema = f"`GRANT USAGE ON SCHEMA {self.schema} TO {self.user}`"
        tables = f"`GRANT SELECT ON ALL TABLES IN SCHEMA {self.schema} TO {self.user}`"
        return f"{schema}, {tables}" if self.tables else schema

    def to_make(self) -> str:
        """The one with which the user may make tables."""
        return f"`GRANT CREATE ON SCHEMA {self.schema} TO {self.user}`"

    def to_serve(self) -> str:
        """The one with which the user may do everything."""
        if self.owner:
            return (
                f"name {self.owner} in the database's URL, or `GRANT {self.owner} TO {self.user}`, "
                f"which gives {self.user} all that {self.owner} may, to drop the tables as well"
            )
        return f"`GRANT {self.lacked} ON ALL TABLES IN SCHEMA {self.schema} TO {self.user}`"


def lacking(session: Session) -> Lack | None:
    """What keeps the user of this session from reading the ledger, or else from serving it.

    None where nothing does, where no schema is there to have rights on, and in a file.
    """
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return None
    row = connection.exec_driver_sql(RIGHTS).one_or_none()
    if row is None:
        return None
    found = _Rights(*row)
    return _to_look(found) or (_to_serve(found) if found.tables else _to_make(found))


def _to_look(found: _Rights) -> Lack | None:
    told = f"to look, {found.to_look()}"
    if found.owner:
        told += f"; to serve or import, {found.to_serve()}"
    if not found.looks:
        return Lack(f"{found.user} may not look into the schema {found.schema}", told)
    if found.unread:
        return Lack(f"{found.user} may not read {found.unread} of {found.tables} tables", told)
    return None


def _to_make(found: _Rights) -> Lack | None:
    if found.makes:
        return None
    saw = f"no ledger is there, and {found.user} may make none"
    return Lack(saw, f"{found.to_make()}, or name another user in the database's URL")


def _to_serve(found: _Rights) -> Lack | None:
    if found.lacked == CHANGING:
        saw = f"{found.user} may read all {found.tables} tables, and looks only"
        return Lack(saw, f"to serve or import, {found.to_serve()}", fine=True)
    if found.lacked:
        saw = f"{found.user} may read all {found.tables} tables, and lacks {found.lacked}"
        return Lack(saw, f"to serve or import, {found.to_serve()}")
    if found.owner:
        saw = f"{found.user} may read and write, but {found.owner} owns the tables"
        return Lack(saw, f"for upgrades and `leadlight forget`, {found.to_serve()}")
    if not found.makes_temporary:
        mend = f"`GRANT TEMPORARY ON DATABASE {found.database} TO {found.user}`"
        return Lack(f"{found.user} may make no temporary tables, as imports do", mend)
    if not found.makes:
        saw = f"{found.user} may make nothing in the schema {found.schema}"
        return Lack(saw, f"for upgrades, {found.to_make()}")
    return None
