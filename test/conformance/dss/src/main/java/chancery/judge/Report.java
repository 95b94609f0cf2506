package chancery.judge;

import eu.europa.esig.dss.diagnostic.CertificateWrapper;
import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.TimestampWrapper;
import eu.europa.esig.dss.diagnostic.jaxb.XmlSignatureScope;
import eu.europa.esig.dss.enumerations.QCType;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.validation.reports.Reports;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a test wants to know of DSS's reports, in DSS's own spelling. */
record Report(SimpleReport simple, DiagnosticData facts) {
    Report(Reports reports) {
        this(reports.getSimpleReport(), reports.getDiagnosticData());
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("signatures", facts.getSignatures().stream().map(this::signature).toList());
        map.put("timestamps", facts.getTimestampList().stream().map(this::timestamp).toList());
        map.put("container", facts.getContainerType() == null ? null : facts.getContainerType().name());
        return map;
    }

    private Map<String, Object> signature(SignatureWrapper signature) {
        Map<String, Object> map = verdict(signature.getId());
        map.put("level", signature.getSignatureFormat().toString());
        map.put("algorithm", name(signature.getSignatureAlgorithm()));
        map.put("fields", signature.getPDFRevision() == null ? List.of() : signature.getSignatureFieldNames());
        map.put("counter", signature.isCounterSignature());
        map.put("signedBy", simple.getSignedBy(signature.getId()));
        map.put("certifiedFor", certifiedFor(signature.getSigningCertificate()));
        map.put("claimedTime", time(signature.getClaimedSigningTime()));
        map.put("bestTime", time(simple.getBestSignatureTime(signature.getId())));
        map.put("scopes", scopes(signature.getSignatureScopes()));
        map.put("timestamps", signature.getTimestampList().stream().map(this::timestamp).toList());
        return map;
    }

    /** The QcType of EN 319 412-5, with whatever else the certificate claims. */
    private static Map<String, Object> certifiedFor(CertificateWrapper certificate) {
        if (certificate == null) return null;
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("types", certificate.getQcTypes().stream().map(QCType::getOid).toList());
        map.put("qualified", certificate.isQcCompliance());
        map.put("qscd", certificate.isSupportedByQSCD());
        map.put("organizationIdentifier", certificate.getOrganizationIdentifier());
        return map;
    }

    private Map<String, Object> timestamp(TimestampWrapper timestamp) {
        Map<String, Object> map = verdict(timestamp.getId());
        map.put("type", timestamp.getType().name());
        map.put("time", time(timestamp.getProductionTime()));
        map.put("algorithm", name(timestamp.getSignatureAlgorithm()));
        map.put("scopes", scopes(timestamp.getTimestampScopes()));
        return map;
    }

    private Map<String, Object> verdict(String id) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", id);
        map.put("indication", name(simple.getIndication(id)));
        map.put("subIndication", name(simple.getSubIndication(id)));
        map.put("errors", words(simple.getAdESValidationErrors(id)));
        map.put("warnings", words(simple.getAdESValidationWarnings(id)));
        map.put("infos", words(simple.getAdESValidationInfo(id)));
        return map;
    }

    private static List<String> words(List<Message> messages) {
        return messages.stream().map(message -> message.getKey() + ": " + message.getValue()).toList();
    }

    private static List<Map<String, Object>> scopes(List<XmlSignatureScope> scopes) {
        return scopes.stream().map(scope -> {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("scope", name(scope.getScope()));
            map.put("name", scope.getName());
            map.put("description", scope.getDescription());
            return map;
        }).toList();
    }

    private static String name(Enum<?> word) {
        return word == null ? null : word.name();
    }

    private static String time(Date date) {
        return date == null ? null : date.toInstant().toString();
    }
}
