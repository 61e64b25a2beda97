package dev.naust.migration.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is said of one is said as of one. */
class SentencesTest {
    @Test
    void aVerdictCountsOneAsOne() {
        assertThat(Words.verdict(1, 1, 1))
                .isEqualTo("1 collection differs, in 1 record; 1 could not be verified. The report lists them");
        assertThat(Words.verdict(2, 0, 0))
                .isEqualTo("2 collections differ, in 0 records; 0 could not be verified. The report lists them");
    }

    @Test
    void aRepairThatIsNotWholeCountsOneAsOne() {
        assertThat(Words.incomplete(1, 1))
                .isEqualTo("Not everything is right: 1 record was left, and 1 still differs. The report says why");
        assertThat(Words.incomplete(2, 0))
                .isEqualTo("Not everything is right: 2 records were left, and 0 still differ. The report says why");
    }

    @Test
    void aProofThatDoesNotHoldCountsOneAsOne() {
        assertThat(Proof.counts(1, 1, 1)).isEqualTo("1 record is missing, 1 is extra, 1 is different");
        assertThat(Proof.counts(0, 2, 3)).isEqualTo("0 records are missing, 2 are extra, 3 are different");
    }
}
