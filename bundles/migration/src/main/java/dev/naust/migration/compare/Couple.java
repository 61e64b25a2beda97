package dev.naust.migration.compare;

import dev.naust.api.model.Schema;
import dev.naust.api.service.ComparisonReport.ComparedField;
import java.util.List;

/**
 * Two collections, and the form in which their records can be compared.
 *
 * @param common the fields by the target's names, of the kinds that both sides' values are brought to; its key tells records
 *     apart and is empty when neither side has one
 * @param unmatched fields that only one side has, each in a sentence
 */
record Couple(Side source, Side target, Schema common, List<String> unmatched) {

    List<ComparedField> fields() {
        List<ComparedField> fields = new java.util.ArrayList<>();
        for (int i = 0; i < common.fields().size(); i++) {
            fields.add(new ComparedField(
                    source.fields().fields().get(i).name(),
                    common.fields().get(i).name(),
                    common.fields().get(i).type().kind().name()));
        }
        return fields;
    }
}
