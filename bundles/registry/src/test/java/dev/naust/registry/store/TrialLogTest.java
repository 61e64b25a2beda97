package dev.naust.registry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.store.Category;
import dev.naust.api.store.ErrorCode;
import dev.naust.api.store.Stage;
import dev.naust.api.store.Stage.Outcome;
import dev.naust.api.store.Step;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a trial tells of how far it came, and what it keeps to itself. */
final class TrialLogTest {
    private static final List<Step> STEPS = List.of(Step.CONNECT, Step.TLS, Step.SIGN_IN, Step.PERMISSION);

    private enum Fault implements ErrorCode {
        PASSWORD(Step.SIGN_IN),
        CLOSED(Step.CONNECT),
        OTHER(Step.CONNECT);

        private final Step step;

        Fault(Step step) {
            this.step = step;
        }

        @Override
        public String code() {
            return "test." + name();
        }

        @Override
        public Category category() {
            return this == CLOSED ? Category.UNAVAILABLE : Category.CONFIGURATION;
        }

        @Override
        public Optional<Step> step() {
            return Optional.of(step);
        }
    }

    private static TrialLog failing(Fault fault, boolean hidden, Duration after) {
        TrialLog log = new TrialLog(Duration.ofSeconds(10));
        if (hidden) {
            log.hideWhatAnswers("Database");
        }
        assertThatThrownBy(() -> log.run(Step.CONNECT, () -> {
                    Thread.sleep(after.toMillis());
                    throw new StoreException(fault, "Failed with " + fault);
                }))
                .isInstanceOf(StoreException.class);
        return log;
    }

    @Test
    void aDriverThatDoesSeveralStepsInOneCallIsUnderstoodByItsCode() {
        List<Stage> stages = failing(Fault.PASSWORD, false, Duration.ZERO).stages(STEPS);

        assertThat(stages)
                .extracting(Stage::outcome)
                .containsExactly(Outcome.OK, Outcome.SKIPPED, Outcome.FAILED, Outcome.SKIPPED);
        assertThat(stages.get(2).message()).isEqualTo("Failed with PASSWORD");
    }

    @Test
    void whatAnswersAtAPortThatNobodyAllowedCannotBeToldByWordsOrTime() {
        List<CompletableFuture<TrialLog>> trials = new ArrayList<>();
        for (Fault fault : List.of(Fault.CLOSED, Fault.OTHER)) {
            Duration after = fault == Fault.CLOSED ? Duration.ZERO : Duration.ofMillis(900);
            trials.add(CompletableFuture.supplyAsync(
                    () -> failing(fault, true, after), task -> new Thread(task, "trial").start()));
        }
        List<Stage> failed =
                trials.stream().map(trial -> trial.join().stages(STEPS).get(0)).toList();

        assertThat(failed.get(0).message()).isEqualTo(failed.get(1).message()).contains("No Database answers");
        assertThat(trials)
                .allSatisfy(trial -> assertThat(trial.join().failure()).contains(Category.UNAVAILABLE));
        assertThat(failed.get(0).took().minus(failed.get(1).took()).abs()).isLessThan(Duration.ofMillis(200));
    }

    @Test
    void whatComesAfterPatienceIsLostIsNotNotedAnyMore() throws Exception {
        TrialLog log = new TrialLog(Duration.ofSeconds(10));
        log.abort(Category.UNAVAILABLE, "Nothing more was heard.");
        log.run(Step.CONNECT, () -> "Late.");

        assertThat(log.stages(List.of(Step.ANSWER)))
                .extracting(Stage::message)
                .containsExactly("Nothing more was heard.");
    }
}
