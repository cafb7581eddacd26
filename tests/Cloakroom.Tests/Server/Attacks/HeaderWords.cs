using System.Text.Json.Nodes;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>Tokens by the right key whose header asks for more than we understand, or that are written otherwise (A065).</summary>
internal static class HeaderWords
{
    public static string[]? Of(Forger forger, string word) => word switch
    {
        "crit:['x'],x:1" => [forger.WithHeader(h => (h["crit"], h["x"]) = (new JsonArray("x"), 1))],
        "crit:[]" => [forger.WithHeader(h => h["crit"] = new JsonArray())],
        "b64:false" => [forger.WithHeader(h => h["b64"] = false)],
        "JWS JSON serialization with alg in unprotected header" => [Uri.EscapeDataString(InJson(forger))],
        _ => null,
    };

    // RFC 7515 7.2.2, with a good signature.
    private static string InJson(Forger forger)
    {
        string[] parts = forger.WithHeader(h => h.Remove("alg")).Split('.');
        return new JsonObject { ["payload"] = parts[1], ["protected"] = parts[0], ["header"] = new JsonObject { ["alg"] = "ES256" }, ["signature"] = parts[2] }.ToJsonString();
    }
}
