"""The model is not DuckDB's: Spark, on one machine here, says the same."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from pyspark.sql import SparkSession
from splink import SparkAPI
from tests.oracles.invented_lists import EASY, invent
from tests.register.test_linkage import records

from kunak.register.comparisons import COMPARISONS
from kunak.register.learning import Learned, prior
from kunak.register.linkage import Linkage, link

pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, and there is none here"),
    pytest.mark.filterwarnings("ignore"),  # Spark's own, of sockets that it leaves to its gateway
]


@pytest.fixture(scope="module")
def engine() -> Iterator[Any]:
    session = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.default.parallelism", "1")
        .getOrCreate()
    )
    yield SparkAPI(spark_session=session, break_lineage_method="persist")  # type: ignore[no-untyped-call]
    session.stop()


def likely(linked: Linkage) -> dict[tuple[str, str], float]:
    return {(pair.a, pair.b): pair.probability for pair in linked.pairs}


def test_spark_links_as_duckdb_does(engine: Any) -> None:
    lists = records(invent(12, 5, EASY))
    learned = Learned(*prior(COMPARISONS), share=0.01)
    spark, duck = link(lists, learned=learned, engine=engine), link(lists, learned=learned)
    assert spark.clusters == duck.clusters
    assert likely(spark) == pytest.approx(likely(duck), abs=1e-6)
