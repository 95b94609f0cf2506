package chancery.judge;

import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.DSSUtils;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;

/** CMS by Bouncy Castle alone: the judge of algorithms that DSS does not know yet. */
final class CmsSignatures {
    private static final BouncyCastleProvider provider = new BouncyCastleProvider();

    static Map<String, Object> of(Question question) throws Exception {
        byte[] octets = DSSUtils.toByteArray(question.document("document"));
        List<DSSDocument> detached = question.documents("detached");
        CMSSignedData cms = detached.isEmpty()
            ? new CMSSignedData(octets)
            : new CMSSignedData(new CMSProcessableByteArray(DSSUtils.toByteArray(detached.get(0))), octets);
        List<Object> signatures = new ArrayList<>();
        for (SignerInformation signer : cms.getSignerInfos()) signatures.add(judge(signer, cms, question.certificates("roots")));
        return Map.of("signatures", signatures);
    }

    private static Map<String, Object> judge(SignerInformation signer, CMSSignedData cms, List<CertificateToken> roots) throws Exception {
        X509CertificateHolder certificate = only(cms, signer);
        Map<String, Object> verdict = new LinkedHashMap<>();
        verdict.put("algorithm", signer.getEncryptionAlgOID());
        verdict.put("digest", signer.getDigestAlgOID());
        verdict.put("valid", signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider(provider).build(certificate)));
        verdict.put("trusted", chains(certificate, cms, roots));
        return verdict;
    }

    @SuppressWarnings("unchecked")
    private static X509CertificateHolder only(CMSSignedData cms, SignerInformation signer) {
        return (X509CertificateHolder) cms.getCertificates().getMatches(signer.getSID()).iterator().next();
    }

    /** Up to a root by names and signatures, through the certificates of the CMS. */
    private static boolean chains(X509CertificateHolder certificate, CMSSignedData cms, List<CertificateToken> roots) throws Exception {
        for (CertificateToken root : roots)
            if (signedBy(certificate, new X509CertificateHolder(root.getEncoded()))) return true;
        for (X509CertificateHolder issuer : cms.getCertificates().getMatches(null))
            if (!issuer.equals(certificate) && signedBy(certificate, issuer)) return chains(issuer, cms, roots);
        return false;
    }

    private static boolean signedBy(X509CertificateHolder certificate, X509CertificateHolder issuer) throws Exception {
        boolean named = certificate.getIssuer().equals(issuer.getSubject());
        return named && certificate.isSignatureValid(new JcaContentVerifierProviderBuilder().setProvider(provider).build(issuer));
    }
}
