# One process, `leadlight run`; everything it must not lose lies in /data, its backups in /backups.
#
# WORKDIR is /data, so that the default ledger (sqlite:///leadlight.db), its key beside it and every
# relative path in the settings land in the volume. Settings come from the environment.

# A full version on a named Debian: neither changes by itself; raise it for Python's security fixes.
# It is a tag all the same, which its makers push anew when Debian mends a package. Who wants the very
# same bytes pins the digest as well; the registry alone can tell it:
#   docker buildx imagetools inspect python:3.13.7-slim-bookworm --format '{{.Manifest.Digest}}'
# and it goes behind the tag: python:3.13.7-slim-bookworm@sha256:...
FROM python:3.13.7-slim-bookworm

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore \
    PYTHONUNBUFFERED=1

WORKDIR /src
# The lock file alone first: its layer stands until the lock changes.
COPY requirements.lock ./
RUN python -m pip install --require-hashes -r requirements.lock
COPY . .
RUN python -m pip install --no-deps --no-build-isolation . && rm -rf /src/*

# A fixed id, so that a mounted folder can be given to it: chown 10001:10001.
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin leadlight \
    && install --directory --owner=leadlight --group=leadlight --mode=0700 /data /backups
USER leadlight
WORKDIR /data
VOLUME /data /backups

# The process ends cleanly on SIGTERM within 10 seconds.
STOPSIGNAL SIGTERM
CMD ["leadlight", "run"]
