using Microsoft.AspNetCore.Http;

namespace Cloakroom;

/// <summary>Is told of every refusal, within the request: quick, and without throwing.</summary>
internal interface IRefusalWitness
{
    void Refused(HttpContext context, Reason reason);
}
