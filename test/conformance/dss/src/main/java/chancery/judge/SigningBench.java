package chancery.judge;

import com.sun.management.OperatingSystemMXBean;
import eu.europa.esig.dss.cades.CAdESSignatureParameters;
import eu.europa.esig.dss.cades.signature.CAdESService;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.EncryptionAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.enumerations.SignaturePackaging;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.ToBeSigned;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.signature.AbstractSignatureParameters;
import eu.europa.esig.dss.signature.DocumentSignatureService;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.xades.XAdESSignatureParameters;
import eu.europa.esig.dss.xades.signature.XAdESService;
import java.lang.management.ManagementFactory;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Signs one document in a loop with a local key: data to sign, signature, signed document, level B-B. */
final class SigningBench {
    private final Question question;
    private final DSSDocument document;
    private final PrivateKey key;
    private final List<CertificateToken> chain;
    private final SignatureAlgorithm algorithm;

    private SigningBench(Question question) throws Exception {
        this.question = question;
        this.document = question.document("document");
        this.chain = question.certificates("certificates");
        EncryptionAlgorithm encryption = EncryptionAlgorithm.valueOf(question.text("encryption"));
        this.algorithm = SignatureAlgorithm.getAlgorithm(encryption, DigestAlgorithm.valueOf(question.text("digest")));
        String kind = chain.get(0).getPublicKey().getAlgorithm();
        this.key = KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(question.octets("key")));
    }

    /** Milliseconds of each measured round on the wall, and of the whole process (collector and compiler included) for all. */
    static Map<String, Object> of(Question question) throws Exception {
        SigningBench bench = new SigningBench(question);
        for (long round = question.number("warmUp"); round > 0; round--) bench.sign();
        List<Double> wall = new ArrayList<>();
        DSSDocument signed = null;
        long cpu = processTime();
        for (long round = question.number("rounds"); round > 0; round--) {
            long start = System.nanoTime();
            signed = bench.sign();
            wall.add((System.nanoTime() - start) / 1e6);
        }
        cpu = processTime() - cpu;
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("wall", wall);
        answer.put("cpu", cpu / 1e6);
        answer.put("signed", Base64.getEncoder().encodeToString(DSSUtils.toByteArray(signed)));
        return answer;
    }

    private static long processTime() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private DSSDocument sign() throws Exception {
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        return switch (question.text("format")) {
            case "PAdES" -> sign(new PAdESService(verifier), complete(new PAdESSignatureParameters(), SignatureLevel.PAdES_BASELINE_B));
            case "CAdES" -> sign(new CAdESService(verifier), complete(new CAdESSignatureParameters(), SignatureLevel.CAdES_BASELINE_B));
            case "XAdES" -> sign(new XAdESService(verifier), complete(new XAdESSignatureParameters(), SignatureLevel.XAdES_BASELINE_B));
            default -> throw new IllegalArgumentException("no such format: " + question.text("format"));
        };
    }

    private <P extends AbstractSignatureParameters<?>> P complete(P parameters, SignatureLevel level) {
        parameters.setSignatureLevel(level);
        if (question.has("packaging")) parameters.setSignaturePackaging(SignaturePackaging.valueOf(question.text("packaging")));
        parameters.setDigestAlgorithm(algorithm.getDigestAlgorithm());
        parameters.setEncryptionAlgorithm(algorithm.getEncryptionAlgorithm());
        parameters.setSigningCertificate(chain.get(0));
        parameters.setCertificateChain(chain);
        parameters.bLevel().setSigningDate(new Date());
        return parameters;
    }

    private <P extends AbstractSignatureParameters<?>> DSSDocument sign(DocumentSignatureService<P, ?> service, P parameters)
            throws Exception {
        ToBeSigned toBeSigned = service.getDataToSign(document, parameters);
        Signature signer = Signature.getInstance(algorithm.getJCEId());
        signer.initSign(key);
        signer.update(toBeSigned.getBytes());
        return service.signDocument(document, parameters, new SignatureValue(algorithm, signer.sign()));
    }
}
