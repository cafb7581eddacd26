namespace Cloakroom;

/// <summary>Carries a refusal out of a place that can only return a value, such as a parameter of an endpoint. Answered by UseCloakroom.</summary>
internal sealed class RefusedException(Refusal refusal) : Exception(refusal.Reason.Code)
{
    public Refusal Refusal { get; } = refusal;
}
