package dev.naust.privacy.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DetectorsTest {
    private final Detectors detectors = new Detectors();

    @ParameterizedTest
    @CsvSource({
        "kari@example.no, email",
        "per.åge+shop@sub.example.co.uk, email",
        "+47 22 34 56 78, phone",
        "NO93 8601 1117 947, iban",
        "GB82WEST12345698765432, iban",
        "4111 1111 1111 1111, card",
    })
    void whatLooksPersonalIsRecognised(String value, String category) {
        assertThat(detectors.category(value)).contains(category);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "rope", "12", "2026-11-22", "not@mail", "NO9386011117948", "4111111111111112", "00000000000"
            })
    void whatIsNotIsLeftAlone(String value) {
        assertThat(detectors.category(value)).isEmpty();
    }

    /** Each number is made here with its check digits; none is a real person's. */
    @Property(tries = 500)
    void aNumberWithGoodCheckDigitsIsFoundAndOneWrongDigitIsNot(
            @ForAll @IntRange(min = 0, max = 36_000) int day,
            @ForAll @IntRange(min = 0, max = 999) int serial,
            @ForAll @IntRange(min = 0, max = 3) int kind,
            @ForAll @IntRange(min = 0, max = 10) int wrong) {
        LocalDate birth = LocalDate.of(1905, 1, 1).plusDays(day);
        int dayPart = birth.getDayOfMonth() + (kind == 1 ? 40 : 0);
        int monthPart = birth.getMonthValue() + (kind == 2 ? 80 : kind == 3 ? 40 : 0);
        String body = "%02d%02d%02d%03d".formatted(dayPart, monthPart, birth.getYear() % 100, serial);
        String number = checked(body);
        if (number.isEmpty()) {
            return;
        }
        assertThat(Detectors.isNationalId(number)).as(number).isTrue();
        char other = number.charAt(wrong) == '9' ? '0' : (char) (number.charAt(wrong) + 1);
        String changed = number.substring(0, wrong) + other + number.substring(wrong + 1);
        assertThat(Detectors.isNationalId(changed)).as(changed).isFalse();
    }

    @Test
    void aLongTextTakesNoTime() {
        String long1 = "a".repeat(50_000) + "@";
        String long2 = "1".repeat(319);
        long before = System.nanoTime();
        detectors.category(long1);
        detectors.category(long2);
        detectors.category("a.".repeat(150) + "@");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(500));
    }

    @ParameterizedTest
    @CsvSource({"Email, email", "e_post, email", "fodselsnummer, national-id", "LastName, name", "mobil, phone"})
    void aFieldsNameSpeaks(String name, String category) {
        assertThat(detectors.ofName(name)).contains(category);
    }

    private static String checked(String nine) {
        int first = digit(nine, new int[] {3, 7, 6, 1, 8, 9, 4, 5, 2});
        if (first == 10) {
            return "";
        }
        int second = digit(nine + first, new int[] {5, 4, 3, 2, 7, 6, 5, 4, 3, 2});
        return second == 10 ? "" : nine + first + second;
    }

    private static int digit(String digits, int[] weights) {
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * (digits.charAt(i) - '0');
        }
        return (11 - sum % 11) % 11;
    }
}
