package chancery.judge;

import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.DigestDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.DSSUtils;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The typed reading of one question. Octets are base64, times ISO 8601. */
record Question(Map<String, Object> fields) {
    boolean has(String name) {
        return fields.get(name) != null;
    }

    String text(String name) {
        if (fields.get(name) instanceof String text) return text;
        throw new IllegalArgumentException(name + " is missing");
    }

    long number(String name) {
        if (fields.get(name) instanceof Number number) return number.longValue();
        throw new IllegalArgumentException(name + " is missing");
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(fields.get(name));
    }

    Date time(String name) {
        return Date.from(Instant.parse(text(name)));
    }

    byte[] octets(String name) {
        return Base64.getDecoder().decode(text(name));
    }

    /** Empty when the field is absent. */
    List<CertificateToken> certificates(String name) {
        return values(name).stream().map(value -> DSSUtils.loadCertificate(Base64.getDecoder().decode((String) value))).toList();
    }

    /** Each value as a document without a name. */
    DSSDocument[] files(String name) {
        return values(name).stream()
                .map(value -> new InMemoryDocument(Base64.getDecoder().decode((String) value)))
                .toArray(DSSDocument[]::new);
    }

    DSSDocument document(String name) {
        return document(fields.get(name));
    }

    List<DSSDocument> documents(String name) {
        return values(name).stream().map(Question::document).toList();
    }

    /** A document for each key. */
    Map<String, DSSDocument> namedDocuments(String name) {
        if (!(fields.get(name) instanceof Map<?, ?> map)) return Map.of();
        return map.entrySet().stream().collect(Collectors.toMap(one -> (String) one.getKey(), one -> document(one.getValue())));
    }

    private List<?> values(String name) {
        return fields.get(name) instanceof List<?> list ? list : List.of();
    }

    /** {path} or {base64} or {digest, algorithm}, each with an optional name. */
    @SuppressWarnings("unchecked")
    private static DSSDocument document(Object value) {
        if (!(value instanceof Map<?, ?> map)) throw new IllegalArgumentException("a document is missing");
        Question fields = new Question((Map<String, Object>) map);
        DSSDocument document = contentOf(fields);
        if (fields.has("name")) document.setName(fields.text("name"));
        return document;
    }

    private static DSSDocument contentOf(Question fields) {
        if (fields.has("path")) return new FileDocument(fields.text("path"));
        if (fields.has("base64")) return new InMemoryDocument(fields.octets("base64"));
        return new DigestDocument(DigestAlgorithm.valueOf(fields.text("algorithm")), fields.text("digest"));
    }
}
