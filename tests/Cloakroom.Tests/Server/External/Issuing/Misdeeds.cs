namespace Cloakroom.Tests.Server.External.Issuing;

/// <summary>What an issuer does wrong; nothing of it by default.</summary>
internal sealed record Misdeeds
{
    /// <summary>Says in its discovery document that it is somebody else.</summary>
    public string? Issuer { get; init; }

    /// <summary>Says in its answer to the browser that it is somebody else (RFC 9207).</summary>
    public string? ResponseIssuer { get; init; }

    /// <summary>Changes the claims of an ID token before it is signed.</summary>
    public Action<Dictionary<string, object?>>? ChangeClaims { get; init; }

    /// <summary>Changes what the browser brings back.</summary>
    public Action<Dictionary<string, string?>>? ChangeResponse { get; init; }

    /// <summary>Writes the ID token in another way.</summary>
    public Func<IssuerKey, Dictionary<string, object?>, string>? Write { get; init; }

    /// <summary>The <c>typ</c> of an ID token.</summary>
    public string? Type { get; init; } = "JWT";

    /// <summary>Refuses codes with this status.</summary>
    public int? TokenStatus { get; init; }

    /// <summary>Never answers.</summary>
    public bool HoldsUp { get; init; }

    /// <summary>What it tells about the person who is logged in.</summary>
    public Dictionary<string, object?>? UserInfo { get; init; }
}
