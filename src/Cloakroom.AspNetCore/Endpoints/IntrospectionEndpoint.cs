using System.Text.Json.Serialization;
using Cloakroom.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cloakroom;

/// <summary>
/// What is in a token, and is it still good (RFC 7662)? The question is for those who are logged in (2.1): everybody may ask about their own
/// tokens, and the role <c>admin</c> about all.
/// </summary>
internal static class IntrospectionEndpoint
{
    private const string Administrators = "admin";

    public static void Map(RouteGroupBuilder group) =>
        group.MapAnswer(HttpMethods.Post, "/introspect", context => SessionEndpoints.WithSessionAsync(context, asking => AnswerAsync(context, asking)))
            .WithMetadata(new RequestSizeLimitAttribute(16 * 1024));

    private static async Task<IResult> AnswerAsync(HttpContext context, Session asking)
    {
        if (await TokenEndpoints.TokenFormAsync(context.Request) is not { } text)
        {
            return Refusal.Because(Reason.InvalidRequest, "Send a form with the field token, as RFC 7662 2.1 has it.");
        }

        TokenVerdict verdict = await context.Service<TokenAccess>().VerifyAsync(text, context.RequestAborted);
        if (verdict.Reason == Reason.StoreUnavailable)
        {
            return Refusal.Because(Reason.StoreUnavailable);
        }

        // RFC 7662 2.2: of what is not good, or not for the one who asks, nothing more is said.
        if (verdict.Token is not { } token || (token.Subject != asking.UserId && !asking.User.Roles.Contains(Administrators, StringComparer.Ordinal)))
        {
            return Json(new IntrospectionJson(Active: false));
        }

        return (await context.Service<SessionEngine>().AuthenticateAsync(token.Digest, isSafe: true, context.RequestAborted)).Match(
            valid: v => Json(Of(token, v.Session, context.Service<TokenDesk>().Audience, context.Service<Deployment>().Origin.Serialized)),
            anonymous: _ => Json(new IntrospectionJson(Active: false)),
            unavailable: _ => Refusal.Because(Reason.StoreUnavailable));
    }

    private static IntrospectionJson Of(VerifiedToken token, Session session, string audience, string issuer) => new(Active: true)
    {
        Subject = token.Subject,
        Audience = audience,
        Issuer = issuer,
        Expires = token.Expires.ToUnixTimeSeconds(),
        Issued = token.Issued.ToUnixTimeSeconds(),
        Id = token.Id,
        SessionHandle = token.Handle.ToString(),
        TokenType = "Bearer",
        ClientId = token.Client,
        Username = session.User.Email,
    };

    private static IResult Json(IntrospectionJson answer) => Results.Json(answer, SessionShapes.Default.IntrospectionJson);

    internal sealed record IntrospectionJson(bool Active)
    {
        [JsonPropertyName("sub"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Subject { get; init; }

        [JsonPropertyName("aud"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Audience { get; init; }

        [JsonPropertyName("iss"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Issuer { get; init; }

        [JsonPropertyName("exp"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public long Expires { get; init; }

        [JsonPropertyName("iat"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public long Issued { get; init; }

        [JsonPropertyName("jti"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Id { get; init; }

        [JsonPropertyName("sid"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? SessionHandle { get; init; }

        [JsonPropertyName("token_type"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? TokenType { get; init; }

        [JsonPropertyName("client_id"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? ClientId { get; init; }

        [JsonPropertyName("username"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Username { get; init; }
    }
}
