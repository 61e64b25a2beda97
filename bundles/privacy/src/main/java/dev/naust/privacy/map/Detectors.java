package dev.naust.privacy.map;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Recognises what personal data looks like. Safe for use by several threads. */
final class Detectors {
    private static final int LONGEST = 320;
    private static final Pattern EMAIL =
            Pattern.compile("[\\p{L}0-9._%+'-]{1,64}@[\\p{L}0-9-]{1,63}(\\.[\\p{L}0-9-]{1,63}){1,8}");
    private static final Pattern PHONE = Pattern.compile("\\+?[0-9][0-9 ()./-]{5,24}");
    private static final Pattern IBAN = Pattern.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}");
    private static final Pattern CARD = Pattern.compile("[0-9]{13,19}");
    private static final int[] FIRST = {3, 7, 6, 1, 8, 9, 4, 5, 2, 1};
    private static final int[] SECOND = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1};
    private static final Map<String, Pattern> NAMES = names();

    private final PhoneNumberUtil phones = PhoneNumberUtil.getInstance();
    private final Map<String, Predicate<String>> values = new LinkedHashMap<>();

    Detectors() {
        values.put("national-id", Detectors::isNationalId);
        values.put("email", text -> EMAIL.matcher(text).matches());
        values.put("iban", Detectors::isIban);
        values.put("card", Detectors::isCard);
        values.put("phone", this::isPhone);
    }

    /** What a value looks like; the first that fits. */
    Optional<String> category(String value) {
        String text = value.strip();
        if (text.isEmpty() || text.length() > LONGEST) {
            return Optional.empty();
        }
        return values.entrySet().stream()
                .filter(each -> each.getValue().test(text))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** What a field's name says of it. */
    Optional<String> ofName(String field) {
        String plain = field.toLowerCase(Locale.ROOT).replaceAll("[^a-zæøå]", "");
        return NAMES.entrySet().stream()
                .filter(each -> each.getValue().matcher(plain).find())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /**
     * Whether this is a Norwegian national identity number or D-number, by its date and both check digits. Synthetic ones of
     * test people have 80 (Tenor) or 40 or 65 (NAV) added to the month.
     */
    static boolean isNationalId(String text) {
        String digits = text.replace(" ", "");
        if (!digits.matches("[0-9]{11}") || !digits.chars().boxed().anyMatch(digit -> digit != '0')) {
            return false;
        }
        return isDate(digits) && sum(digits, FIRST, 10) && sum(digits, SECOND, 11);
    }

    private static boolean isDate(String digits) {
        int day = number(digits, 0) % 40;
        int month = number(digits, 2);
        int plain = month > 80 ? month - 80 : month > 65 ? month - 65 : month > 40 ? month - 40 : month;
        try {
            // The century is in the digits behind; a leap day of any century will do here.
            return number(digits, 0) <= 71 && LocalDate.of(2000, plain, day) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static int number(String digits, int from) {
        return Integer.parseInt(digits.substring(from, from + 2));
    }

    private static boolean sum(String digits, int[] weights, int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += weights[i] * (digits.charAt(i) - '0');
        }
        return sum % 11 == 0;
    }

    static boolean isIban(String text) {
        String plain = text.replace(" ", "").toUpperCase(Locale.ROOT);
        if (!IBAN.matcher(plain).matches()) {
            return false;
        }
        StringBuilder number = new StringBuilder();
        (plain.substring(4) + plain.substring(0, 4))
                .chars()
                .forEach(each -> number.append(Character.getNumericValue(each)));
        return new BigInteger(number.toString()).mod(BigInteger.valueOf(97)).intValue() == 1;
    }

    static boolean isCard(String text) {
        String plain = text.replaceAll("[ -]", "");
        if (!CARD.matcher(plain).matches() || !plain.matches("[2-6].*")) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < plain.length(); i++) {
            int digit = plain.charAt(plain.length() - 1 - i) - '0';
            int doubled = i % 2 == 1 ? 2 * digit : digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }

    private boolean isPhone(String text) {
        if (!PHONE.matcher(text).matches()) {
            return false;
        }
        try {
            return phones.isValidNumber(phones.parse(text, "NO"));
        } catch (NumberParseException e) {
            return false;
        }
    }

    private static Map<String, Pattern> names() {
        Map<String, Pattern> names = new LinkedHashMap<>();
        names.put("national-id", Pattern.compile("fnr|fodselsnummer|fødselsnummer|nationalid|personnummer|^ssn$"));
        names.put("email", Pattern.compile("email|epost|mailaddress"));
        names.put("phone", Pattern.compile("phone|mobil|telefon|^tlf"));
        names.put(
                "name",
                Pattern.compile(
                        "firstname|lastname|fullname|surname|fornavn|etternavn|^givenname|^navn$|customername"));
        names.put("address", Pattern.compile("address|adresse|street|postalcode|postcode|postnummer|^zip"));
        names.put("birth-date", Pattern.compile("birth|fodsel|fødsel|^dob$"));
        names.put("iban", Pattern.compile("iban|bankaccount|kontonummer"));
        return names;
    }
}
