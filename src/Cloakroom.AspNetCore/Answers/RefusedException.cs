namespace Cloakroom;

/// <summary>Carries a refusal out of a place that can only return a value, such as a parameter of an endpoint. Answered by UseCloakroom.</summary>
/// <param name="refusal">The answer; null for the same answer as <c>[Authorize]</c> would give: 401, 503 or the way to the login.</param>
internal sealed class RefusedException(Refusal? refusal) : Exception(refusal?.Reason.Code ?? "The endpoint needs a session.")
{
    public Refusal? Refusal { get; } = refusal;
}
