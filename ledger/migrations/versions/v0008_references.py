"""In PostgreSQL, whether an actor is there is asked once a statement and not for each row.

A foreign key of the database's own looks each row up by itself, which takes longer than to store
it, and batches bring many rows of few actors. What it promises stays: no row without its actor,
and errors in its own words. Two writers at once could break it: they come one after the other.

Revision ID: 0008
Revises: 0007
"""

from alembic import op

revision = "0008"
down_revision = "0007"

OF_BATCHES = ("activity", "tally", "actor_signal", "person_word")
HAVE_ACTORS = """
CREATE FUNCTION rows_have_actors() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE missing BIGINT;
BEGIN
  SELECT actor_id INTO missing FROM (SELECT DISTINCT actor_id FROM stored) named
  WHERE (SELECT TRUE FROM actor WHERE id = named.actor_id) IS NULL LIMIT 1;
  IF FOUND THEN
    RAISE foreign_key_violation USING TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA,
      CONSTRAINT = TG_TABLE_NAME || '_actor_id_fkey',
      MESSAGE = format('insert or update on table "%s" violates foreign key constraint "%s"',
        TG_TABLE_NAME, TG_TABLE_NAME || '_actor_id_fkey'),
      DETAIL = format('Key (actor_id)=(%s) is not present in table "actor".', missing);
  END IF;
  RETURN NULL;
END $$
"""
HAS_ACTOR = """
CREATE FUNCTION row_has_actor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT TRUE FROM actor WHERE id = NEW.actor_id) IS NULL THEN
    RAISE foreign_key_violation USING TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA,
      CONSTRAINT = TG_TABLE_NAME || '_actor_id_fkey',
      MESSAGE = format('insert or update on table "%s" violates foreign key constraint "%s"',
        TG_TABLE_NAME, TG_TABLE_NAME || '_actor_id_fkey'),
      DETAIL = format('Key (actor_id)=(%s) is not present in table "actor".', NEW.actor_id);
  END IF;
  RETURN NULL;
END $$
"""
IS_NOT_NAMED = """
CREATE FUNCTION actor_is_not_named() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT TRUE FROM actor WHERE id = OLD.id) IS NULL AND (
    EXISTS (SELECT FROM activity WHERE actor_id = OLD.id)
    OR EXISTS (SELECT FROM tally WHERE actor_id = OLD.id)
    OR EXISTS (SELECT FROM actor_signal WHERE actor_id = OLD.id)
    OR EXISTS (SELECT FROM person_word WHERE actor_id = OLD.id)
  ) THEN
    RAISE foreign_key_violation USING TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA,
      MESSAGE = 'update or delete on table "actor" violates foreign key constraints',
      DETAIL = format('Key (id)=(%s) is still referenced.', OLD.id);
  END IF;
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    if op.get_context().dialect.name != "postgresql":
        return
    for function in (HAVE_ACTORS, HAS_ACTOR, IS_NOT_NAMED):
        op.execute(function)
    for name in ("rows_have_actors", "row_has_actor", "actor_is_not_named"):
        # A connection keeps the plan of its first statement, which may have one row where the next
        # has ten thousand: so the index is asked, whatever seems sooner done.
        op.execute(f"ALTER FUNCTION {name}() SET enable_seqscan TO off")
    for table in OF_BATCHES:
        # A move into this ledger that was interrupted has taken it away already.
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_actor_id_fkey")
        op.execute(
            f"CREATE TRIGGER have_actors AFTER INSERT ON {table} REFERENCING NEW TABLE AS stored"
            " FOR EACH STATEMENT EXECUTE FUNCTION rows_have_actors()"
        )
        op.execute(
            f"CREATE TRIGGER has_actor AFTER UPDATE OF actor_id ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION row_has_actor()"
        )
    op.execute(
        "CREATE TRIGGER is_not_named AFTER DELETE OR UPDATE OF id ON actor"
        " FOR EACH ROW EXECUTE FUNCTION actor_is_not_named()"
    )
