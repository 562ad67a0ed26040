# One process, `leadlight run`; everything it must not lose lies in /data, its backups in /backups.
#
# WORKDIR is /data, so that the default ledger (sqlite:///leadlight.db), its key beside it and every
# relative path in the settings land in the volume. Settings come from the environment.

FROM python:3.13-slim

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
