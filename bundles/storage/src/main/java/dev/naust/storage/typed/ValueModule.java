package dev.naust.storage.typed;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Hands the kinds that JSON does not know through Jackson as they are, and reads them from text where a store keeps text. */
final class ValueModule extends SimpleModule {
    private static final long serialVersionUID = 1L;

    ValueModule() {
        super("naust");
        whole(UUID.class, UUID::fromString);
        whole(LocalDate.class, LocalDate::parse);
        whole(LocalTime.class, LocalTime::parse);
        whole(LocalDateTime.class, LocalDateTime::parse);
        whole(Instant.class, Instant::parse);
        whole(OffsetDateTime.class, OffsetDateTime::parse);
    }

    private <T> void whole(Class<T> type, Function<String, T> parse) {
        addSerializer(type, new Embedding<>());
        addDeserializer(type, new Embedded<>(type, parse));
        addKeySerializer(type, new Naming<>());
    }

    private static final class Embedding<T> extends JsonSerializer<T> {
        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeEmbeddedObject(value);
        }
    }

    private static final class Naming<T> extends JsonSerializer<T> {
        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeFieldName(value.toString());
        }
    }

    private static final class Embedded<T> extends JsonDeserializer<T> {
        private final Class<T> type;
        private final Function<String, T> parse;

        Embedded(Class<T> type, Function<String, T> parse) {
            this.type = type;
            this.parse = parse;
        }

        @Override
        public @Nullable T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            if (in.currentToken() == JsonToken.VALUE_EMBEDDED_OBJECT && type.isInstance(in.getEmbeddedObject())) {
                return type.cast(in.getEmbeddedObject());
            }
            if (in.currentToken() == JsonToken.VALUE_STRING) {
                try {
                    return parse.apply(in.getText());
                } catch (DateTimeException | IllegalArgumentException e) {
                    return context.reportInputMismatch(type, "the text is no %s", type.getSimpleName());
                }
            }
            return context.reportInputMismatch(type, "the value is no %s", type.getSimpleName());
        }
    }
}
