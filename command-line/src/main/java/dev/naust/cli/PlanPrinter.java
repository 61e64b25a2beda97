package dev.naust.cli;

import dev.naust.api.model.Fidelity;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationPlan.FieldPlan;
import dev.naust.api.store.SchemaStep;
import java.io.PrintStream;
import java.util.List;

/** Prints what a migration would do: collections, fields that change, statements, what stays behind, what blocks it. */
final class PlanPrinter {
    private final PrintStream out;

    PlanPrinter(PrintStream out) {
        this.out = out;
    }

    void print(MigrationPlan plan) {
        out.println("Plan: " + plan.source() + " → " + plan.target() + ", "
                + Format.count(plan.collections().size(), "collection", "collections") + ", "
                + Format.count(plan.records(), "record", "records") + ". Nothing was written.");
        out.println();
        plan.collections().forEach(this::collection);
        statements(plan.steps());
        list("Not carried:", plan.notCarried());
        list("Warnings:", plan.warnings());
        list("Recommended:", plan.recommendations());
        list("Blocked:", plan.blockers());
        out.println(plan.canProceed() ? "This migration can be run." : "This migration cannot be run; see above.");
    }

    private void collection(CollectionPlan each) {
        out.println(Format.plain(each.source() + " → " + each.target()) + "  ("
                + Format.count(each.records(), "record", "records") + ")");
        TextTable table = new TextTable("field", "type", "becomes", "", "note");
        for (FieldPlan field : each.fields()) {
            table.row(
                    Format.cell(field.source()),
                    Format.cell(field.sourceType()),
                    Format.cell(field.targetType()),
                    field.fidelity() == Fidelity.EXACT ? "" : field.fidelity().name(),
                    Format.plain(field.note()));
        }
        table.print(out);
        out.println();
    }

    private void statements(List<SchemaStep> steps) {
        if (steps.isEmpty()) {
            return;
        }
        out.println("Statements:");
        for (SchemaStep step : steps) {
            out.println(step.statement().strip() + (step.statement().strip().endsWith(";") ? "" : ";"));
        }
        out.println();
    }

    private void list(String title, List<String> lines) {
        if (!lines.isEmpty()) {
            out.println(title);
            lines.forEach(line -> out.println("  - " + Format.plain(line)));
            out.println();
        }
    }
}
