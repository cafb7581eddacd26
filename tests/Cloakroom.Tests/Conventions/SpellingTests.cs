namespace Cloakroom.Tests.Conventions;

/// <summary>What the server hands out comes back in one spelling.</summary>
public sealed class SpellingTests
{
    // The framework's decoder passes over padding, white space and bits that stand for nothing: what was used once as one text could be used again
    // as another.
    private static readonly string[] Lenient = ["Base64Url.DecodeFrom", "Base64Url.TryDecodeFrom", "Base64Url.IsValid"];

    [Fact]
    public void Base64url_is_read_by_Base64UrlText_alone() => Offenders.None(
        from file in Repository.CSharpUnder("src/Cloakroom.Server").Concat(Repository.CSharpUnder("src/Cloakroom.AspNetCore"))
        where Lenient.Any(l => Repository.Read(file).Contains(l, StringComparison.Ordinal))
        select file,
        "Use Base64UrlText.TryDecode:");
}
