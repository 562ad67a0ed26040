"""Nothing that was stored is ever turned into code: no pickle, and no store that unpickles."""

from tests.security.product import calls, importing, sources

# APScheduler's stores for databases unpickle what lies in the database.
NAMES = ("pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "apscheduler.jobstores")


def test_threat_14_no_module_unpickles() -> None:
    assert importing(*NAMES) == set()
    loading = {
        (module, word.arg)
        for module, tree in sources()
        for _, call in calls(tree)
        for word in call.keywords
        if word.arg in ("allow_pickle", "jobstores")
    }
    assert loading == set()
