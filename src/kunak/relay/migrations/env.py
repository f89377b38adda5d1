"""What Alembic runs: the revisions, in the transaction that ``relay.database`` opened."""

from alembic import context

from kunak.relay.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
