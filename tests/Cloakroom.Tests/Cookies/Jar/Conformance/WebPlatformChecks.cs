using System.Text.Json;
using Cloakroom.Cookies;

namespace Cloakroom.Tests.Cookies.Jar.Conformance;

/// <summary>The expectations of a step of web-platform-tests.</summary>
internal static class WebPlatformChecks
{
    public static string? Wrong(JsonElement step, CookieSelection selection)
    {
        string header = selection.Header ?? "";
        string[] pairs = header.Split("; ");
        bool isRight =
            IsExpected(step, header)
            && (Cases.Text(step, "expect_cookie_prefix") is not { } prefix || header.StartsWith(prefix, StringComparison.Ordinal))
            && (!step.TryGetProperty("expect_cookie_b64", out JsonElement octets) || octets.GetBytesFromBase64().AsSpan().SequenceEqual(selection.Octets.Span))
            && Pairs(step, "expect_present").All(p => pairs.Contains(p, StringComparer.Ordinal))
            && !Pairs(step, "expect_not_present").Any(p => pairs.Contains(p, StringComparer.Ordinal))
            && (!step.TryGetProperty("expect_absent", out JsonElement absent)
                || !absent.EnumerateArray().Any(name => pairs.Any(p => p.StartsWith($"{name.GetString()}=", StringComparison.Ordinal))));
        return isRight ? null : $"gives '{header}'. {step}";
    }

    private static bool IsExpected(JsonElement step, string header) =>
        step.TryGetProperty("expect_cookie_any", out JsonElement any) ? any.EnumerateArray().Any(e => e.GetString() == header)
        : Cases.Text(step, "expect_cookie") is not { } expected || expected == header;

    private static IEnumerable<string> Pairs(JsonElement step, string name) =>
        step.TryGetProperty(name, out JsonElement pairs) ? pairs.EnumerateObject().Select(p => $"{p.Name}={p.Value.GetString()}") : [];
}
