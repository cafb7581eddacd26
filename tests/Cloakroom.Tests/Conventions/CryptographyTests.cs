using System.Text.RegularExpressions;

namespace Cloakroom.Tests.Conventions;

/// <summary>The table of cryptography in SECURITY.md is that of the source: a new primitive is seen in review.</summary>
public sealed partial class CryptographyTests
{
    private const string Page = "SECURITY.md";

    [Fact]
    public void The_table_names_every_primitive_of_the_source_and_no_other()
    {
        string[] used = [.. Repository.CSharpUnder("src").SelectMany(f => Primitive().Matches(Repository.ReadCode(f)).Select(m => m.Value)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        string[] listed = [.. Row().Matches(Section()).Select(m => m.Groups["name"].Value).Order(StringComparer.Ordinal)];
        Assert.Equal(used, listed);
    }

    // A name that the pattern does not know would be missed above.
    [Fact]
    public void Nothing_else_of_the_library_is_used() =>
        Offenders.None(
            from file in Repository.CSharpUnder("src")
            let code = Repository.ReadCode(file)
            where code.Contains("using System.Security.Cryptography;", StringComparison.Ordinal)
            where !Primitive().IsMatch(code) && !Known().IsMatch(code)
            select file,
            "These files use cryptography that is not in the table:");

    private static string Section()
    {
        string text = Repository.Read(Page);
        int from = text.IndexOf("\n## Cryptography\n", StringComparison.Ordinal), to = text.IndexOf("\n## ", from + 1, StringComparison.Ordinal);
        return text[from..to];
    }

    [GeneratedRegex(@"\b(Aes\w*|ChaCha20\w*|TripleDES\w*|DES|RC2|ECDsa|ECDiffieHellman|RSA|DSA|MLDsa|MLKem|SlhDsa|HKDF|KMAC\w+|(HMAC)?(MD5|SHA\d\w*)|Shake\d+|Rfc2898DeriveBytes|RandomNumberGenerator|ProtectedData)\b(?=[.(]|\s+\w+\s*=)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Primitive();

    [GeneratedRegex(@"\b(CryptographicOperations|CryptographicException|HashAlgorithmName|ECDsa)\b", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Known();

    [GeneratedRegex(@"^\| `(?<name>\w+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Row();
}
